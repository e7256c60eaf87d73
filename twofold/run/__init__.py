"""The only place that names every room: settings, urls, servers, worker, command line and the embedded engines."""
