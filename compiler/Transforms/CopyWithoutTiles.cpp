//===- CopyWithoutTiles.cpp - For processors that lack matrix tiles -----===//

#include "compiler/Transforms/Passes.h"
#include "dialects/CNN/OnTiles.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_COPYWITHOUTTILES
#include "compiler/Transforms/Passes.h.inc"

namespace {

struct CopyWithoutTiles : impl::CopyWithoutTilesBase<CopyWithoutTiles> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    bool usesTiles = false;
    forEachOnTiles(module, [&](auto) { usesTiles = true; });
    // A text that was printed behind this pass has its copies.
    bool hasCopies = llvm::any_of(module.getOps<NetworkOp>(),
                                  [](NetworkOp network) { return network.getWithoutTiles(); });
    if (!usesTiles || hasCopies)
      return;
    SymbolTable symbols(module);
    for (NetworkOp network : SmallVector<NetworkOp>(module.getOps<NetworkOp>())) {
      auto copy = cast<NetworkOp>(network->clone());
      copy.setWithoutTiles(true);
      copy.setPrivate(); // no other network of the author's
      copy.setSymName((network.getSymName() + "_without_tiles").str());
      forEachOnTiles(copy, [](auto conv) { conv.setAlgorithm(Algorithm::Direct); });
      symbols.insert(copy, module.getBody()->end()); // renames it if the name is taken
    }
  }
};

} // namespace
} // namespace cnnc::cnn
