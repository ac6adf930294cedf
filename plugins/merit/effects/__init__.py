"""What follows from rewards and penalties: for whom to do, by when, and what came of it."""
