//===- SimplifyGradients.cpp - Activation gradients move past pooling ---===//

#include "compiler/Transforms/Passes.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_SIMPLIFYGRADIENTS
#include "compiler/Transforms/Passes.h.inc"

namespace {

/// f(max_pool_gradient(dz, argmax), y) -> max_pool_gradient(f(dz, z), argmax) with z, argmax the
/// pooled y: y = z where the gradient is not 0.
template <typename GradientOp>
struct MovePastPooling : OpRewritePattern<GradientOp> {
  using OpRewritePattern<GradientOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(GradientOp gradient, PatternRewriter &rewriter) const override {
    auto unpool = gradient.getOutputGradient().template getDefiningOp<MaxPoolGradientOp>();
    if (!unpool || !unpool->hasOneUse())
      return failure();
    auto pool = unpool.getArgmax().template getDefiningOp<MaxPoolArgmaxOp>();
    if (!pool || pool.getInput() != gradient.getOutput())
      return failure();
    Value small = GradientOp::create(rewriter, gradient.getLoc(), unpool.getOutputGradient().getType(),
                                     ValueRange{unpool.getOutputGradient(), pool.getOutput()},
                                     gradient->getAttrs());
    auto moved = cast<MaxPoolGradientOp>(rewriter.clone(*unpool));
    moved.getOutputGradientMutable().assign(small);
    rewriter.replaceOp(gradient, moved);
    rewriter.eraseOp(unpool);
    return success();
  }
};

struct SimplifyGradientsPass : impl::SimplifyGradientsBase<SimplifyGradientsPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<MovePastPooling<ReluGradientOp>, MovePastPooling<SigmoidGradientOp>,
                 MovePastPooling<TanhGradientOp>>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace cnnc::cnn
