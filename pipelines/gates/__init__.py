"""What must hold before the warehouse is built, and before anything is published."""
