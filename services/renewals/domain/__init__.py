"""The law of reissue and exchange as pure functions over packaged tables; the standard library and the kernel only."""
