"""The portal's database, the services it calls, the national single sign-on."""
