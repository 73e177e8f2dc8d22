#include "trellis/cutting_adapter.hpp"

namespace {

class Xml : public trellis::CuttingAdapter {
 public:
  static constexpr const char* id = "xml";
  static constexpr const char* version = "1.0.0";
  Xml(trellis::Host host, std::string_view settings, std::string_view)
      : CuttingAdapter(host, settings, {"xml"}) {}
};

}  // namespace

TRELLIS_PLUGIN(Xml)
