"""What goes over the wire: the bodies of requests and responses, read and written by service and client alike."""
