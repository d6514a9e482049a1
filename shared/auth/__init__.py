"""Who is calling and what they may do: tokens verified offline, access marks on every route."""
