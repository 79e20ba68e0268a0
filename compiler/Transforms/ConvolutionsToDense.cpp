//===- ConvolutionsToDense.cpp - Windows as large as their image --------===//

#include "compiler/Transforms/Passes.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_CONVOLUTIONSTODENSE
#include "compiler/Transforms/Passes.h.inc"

namespace {

RankedTensorType getType(Value value) { return cast<RankedTensorType>(value.getType()); }

/// Whether an axis has one result, of a window over exactly its elements.
bool isWhole(const WindowAxis &axis) {
  return axis.output == 1 && axis.padBefore == 0 && axis.padAfter == 0 && axis.kernel == axis.input;
}

/// conv2d(x, w, b) -> reshape(dense(flatten(x), reshape(w), b))
struct ConvolutionToDense : OpRewritePattern<Conv2DOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(Conv2DOp conv, PatternRewriter &rewriter) const override {
    RankedTensorType input = getType(conv.getInput()), weight = getType(conv.getWeight()), result = getType(conv);
    if (!input.hasStaticShape() || conv.getGroups() != 1 || !isWhole(conv.getWindow().y) ||
        !isWhole(conv.getWindow().x))
      return failure();
    int64_t images = input.getDimSize(0), outputs = weight.getDimSize(0), summed = weight.getNumElements() / outputs;
    Location location = conv.getLoc();
    auto makeType = [&](int64_t rows, int64_t columns) {
      return RankedTensorType::get({rows, columns}, input.getElementType());
    };
    Value rows = ReshapeOp::create(rewriter, location, makeType(images, summed), conv.getInput());
    Value matrix = ReshapeOp::create(rewriter, location, makeType(outputs, summed), conv.getWeight());
    auto dense = DenseOp::create(rewriter, location, makeType(images, outputs), rows, matrix, conv.getBias());
    if (getParts(conv.getAlgorithm()))
      dense.setAlgorithm(conv.getAlgorithm());
    rewriter.replaceOpWithNewOp<ReshapeOp>(conv, result, dense.getOutput());
    return success();
  }
};

/// f(reshape(x)) -> reshape(f(x)) for an activation f, so that it can fuse with what computes x.
struct MoveBehindActivation : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ReshapeOp reshape, PatternRewriter &rewriter) const override {
    if (!reshape->hasOneUse() || !reshape.getInput().getDefiningOp<DenseOp>())
      return failure();
    Operation *activation = *reshape->user_begin();
    if (!isa<ReluOp, LeakyReluOp, SigmoidOp, TanhOp, ClampOp>(activation))
      return failure();
    IRMapping moved;
    moved.map(reshape.getResult(), reshape.getInput());
    rewriter.setInsertionPoint(activation);
    Operation *copy = rewriter.clone(*activation, moved);
    copy->getResult(0).setType(reshape.getInput().getType());
    rewriter.replaceOpWithNewOp<ReshapeOp>(activation, activation->getResult(0).getType(), copy->getResult(0));
    return success();
  }
};

struct ConvolutionsToDensePass : impl::ConvolutionsToDenseBase<ConvolutionsToDensePass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<ConvolutionToDense, MoveBehindActivation>(&getContext());
    // Folding would take a dropout for its input before training gives it its mask.
    GreedyRewriteConfig config;
    config.enableFolding(false);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};

} // namespace
} // namespace cnnc::cnn
