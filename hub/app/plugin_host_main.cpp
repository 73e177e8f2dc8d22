#include "hub/connections/plugin_host.hpp"

int main(int count, char** words) { return trellis::connections::run_plugin_host(count, words); }
