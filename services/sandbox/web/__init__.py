"""Login and pay pages and the OpenID Connect endpoints: server-rendered, no scripts, Vietnamese and English."""
