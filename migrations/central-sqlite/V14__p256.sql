-- A device may sign with P-256, the curve that hardware key stores of phones hold. public_key is then the x of its
-- point, and this the first byte of the compressed point (SEC 1, 2.3.3). NULL: an Ed25519 key, as all before.
ALTER TABLE devices ADD COLUMN sec1_tag INTEGER CHECK (sec1_tag IN (2, 3));
