"""What is recharged to the developer."""
