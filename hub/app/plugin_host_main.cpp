#include "hub/connections/runners.hpp"

int main(int count, char** words) { return trellis::connections::run_plugin_host(count, words); }
