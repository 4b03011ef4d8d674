-- Two officers of one patrol who look back on a stop together: how far they came, who of them pressed to keep it, and what
-- the colleague answered. JSON; NULL where nobody does, and again once one of them let it go. Nothing of it is sent, save
-- that there was one.
ALTER TABLE stops ADD COLUMN pair TEXT;
