"""Building blocks of HTML pages for people: layout, languages, sessions, forms, failures. Knows no subject matter."""
