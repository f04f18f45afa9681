#undef NAME
#undef V
#undef VI
#undef LANES
#undef SET
