"""What must go: posts that were deleted where they stood, listeners who left. Role erasure only."""
