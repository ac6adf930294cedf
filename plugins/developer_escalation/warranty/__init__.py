"""What the developer answers for, until when, and which tickets are of it."""
