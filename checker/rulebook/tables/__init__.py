"""Decision tables (DMN 1.5, chapter 8): what they are, how their files are read, how they are looked up."""
