enum Training {}
