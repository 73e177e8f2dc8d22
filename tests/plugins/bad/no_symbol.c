/* A library, but no plugin. */
int trellis_nothing(void);
int trellis_nothing(void) { return 0; }
