"""The application and its vocabulary, what a judgement may say, and the report."""
