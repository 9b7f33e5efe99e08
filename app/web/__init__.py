"""The HTTP side: edge, REST API, pages, one error shape, answers, metrics. It hands programs to the runner and never sees a tape."""
