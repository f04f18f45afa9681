enum Results {}
