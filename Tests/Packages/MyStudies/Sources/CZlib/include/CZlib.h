int czlib_of_somebody(void);
