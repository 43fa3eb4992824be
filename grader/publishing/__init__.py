"""The site: the whole series as a folder of static files, which runs in a browser tab."""
