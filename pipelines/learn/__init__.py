"""What is learned from interactions: item-item similarity that stays linear in a listener's own things."""
