-- Runs once, when the volume is empty; POSTGRES_DB has made the database linernotes.
create database airflow template template0 encoding 'UTF8';
\connect linernotes
create extension if not exists vector;
