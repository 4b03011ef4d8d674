-- The log is synced at each commit: the last save survives the power.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
-- In KiB: 64 MiB. A page that is not in memory costs 7 microseconds to decrypt.
PRAGMA cache_size = -65536;
PRAGMA foreign_keys = ON;
-- What is removed is overwritten.
PRAGMA secure_delete = ON;
-- A temporary table would be a readable file.
PRAGMA temp_store = MEMORY;
-- Checkpoints are made after a pass, not inside a save; this bound of 32 MiB is for a phone that
-- never gets to one.
PRAGMA wal_autocheckpoint = 8000;
