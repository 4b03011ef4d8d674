SELECT number, began_at, boot, since_boot, correction, state, compared_at
FROM stretches
