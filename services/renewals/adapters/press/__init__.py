"""The press: templates of papers and the machine that typesets and seals them."""
