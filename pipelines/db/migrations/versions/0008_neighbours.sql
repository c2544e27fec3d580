-- The nearest vectors of every vector, made once per state of the catalogue: rows of a sparse matrix, in blocks.
create table vectors.neighbours (
    made_from       text not null,                   -- hash of the vectors, the reach, the threshold and the method
    first_row       integer not null,                -- of the block
    row_count       integer not null,                -- of the whole matrix
    column_count    integer not null,
    value_type      text not null,                   -- numpy's name of the type of `values`: <i4, <f8
    lengths         bytea not null,                  -- entries of each row of the block, <i4
    columns         bytea not null,                  -- <i4
    values          bytea not null,
    primary key (made_from, first_row)
);
-- numbers do not compress, and trying costs more than the disk
alter table vectors.neighbours
    alter column lengths set storage external,
    alter column columns set storage external,
    alter column values set storage external;
grant select, insert on vectors.neighbours to linernotes_open;
grant select on vectors.neighbours to linernotes_display;
grant select, delete on vectors.neighbours to linernotes_erasure;
