"""The HTTP side: REST API, pages, one error shape, headers, cache. It hands programs to the runner and never sees a tape."""
