#include "CZlib.h"

int czlib_of_somebody(void) { return 1; }
