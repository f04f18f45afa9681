// Coefficients of vector.h's exponential and normal tail; made by
// Tests/KernelsTests/Goldens/fit_normal.py, not by hand.
// Largest relative error of the fits: 5.2e-11 and 3.2e-08.
#ifndef ABLATE_NORMAL_CONSTANTS_H
#define ABLATE_NORMAL_CONSTANTS_H

#define CK_EXP_0 0.500000007f
#define CK_EXP_1 0.166666659f
#define CK_EXP_2 0.0416662936f
#define CK_EXP_3 0.00833349767f
#define CK_EXP_4 0.00139447589f
#define CK_EXP_5 0.000197902464f

#define CK_TAIL_K 0.35f
#define CK_TAIL_1 0.139621403f
#define CK_TAIL_2 0.139861899f
#define CK_TAIL_3 0.119832651f
#define CK_TAIL_4 0.105508876f
#define CK_TAIL_5 -0.0231119359f
#define CK_TAIL_6 0.159177262f
#define CK_TAIL_7 -0.255717007f
#define CK_TAIL_8 0.143973046f
#define CK_TAIL_9 -0.0291462099f

#endif
