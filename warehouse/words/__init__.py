"""All words for people, in Indonesian and English: columns, code lists, sentences.

Belongs here: the catalogue as YAML (columns.yml; codes/, the lists that columns
hold; interface/, what pages and terminal say around figures), its reader and the function that renders a sentence.
Does not belong here: which table has which column (tables/), figures.
"""
