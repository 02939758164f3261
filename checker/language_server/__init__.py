"""The language server: what an editor asks about the files of rule packs, answered over LSP."""
