#include "activation_vector.h"

static void NAME(activate)(long count, ck_activation f, const float *x, float *y) {
    for (long i = 0; i < count; i += LANES)
        NAME(store)(y + i, NAME(activated)(f, NAME(load)(x + i, count - i)), count - i);
}

static void NAME(activate_backward)(long count, ck_activation f, const float *x, const float *dy, float *dx) {
    for (long i = 0; i < count; i += LANES) {
        V g = NAME(load)(dy + i, count - i);
        NAME(store)(dx + i, NAME(activated_backward)(f, NAME(load)(x + i, count - i), g), count - i);
    }
}

static void NAME(bias_activate)(long rows, long channels, ck_activation f, const float *bias, float *y, float *out) {
    for (long r = 0; r < rows; r++)
        for (long c = 0; c < channels; c += LANES) {
            long i = r * channels + c, n = channels - c;
            V z = NAME(load)(y + i, n) + NAME(load)(bias + c, n);
            NAME(store)(y + i, z, n);
            if (f != CK_IDENTITY) NAME(store)(out + i, NAME(activated)(f, z), n);
        }
}
