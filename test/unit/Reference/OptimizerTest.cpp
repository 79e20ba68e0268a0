//===- OptimizerTest.cpp - The optimisers against closed forms ----------===//
//
// The loss is (p - 3)^2 / 2 unless said otherwise, whose gradient is p - 3, or
// the gradient is constant: then each method's steps have a closed form.
//
//===----------------------------------------------------------------------===//

#include "Support.h"

using namespace cnnc::test;

static Tensor scalar(double value) { return Tensor({}, {value}); }
static Tensor number(double value) { return Tensor({1}, {value}); }

/// One step without memory.
static double descend(const std::string &attributes, double parameter, double gradient, double rate) {
  return compute("cnn.sgd %a, %b, %c " + attributes + " : (tensor<1xf32>, tensor<1xf32>, tensor<f32>) -> "
                 "tensor<1xf32>",
                 {number(parameter), number(gradient), scalar(rate)})
      .at(0);
}

struct Momentum {
  std::string attributes;
  double parameter, velocity = 0.0;

  void step(double gradient, double rate) {
    auto results = evaluate("cnn.sgd %a, %b, %c, %d " + attributes + " : (tensor<1xf32>, tensor<1xf32>, "
                            "tensor<f32>, tensor<1xf32>) -> (tensor<1xf32>, tensor<1xf32>)",
                            {number(parameter), number(gradient), scalar(rate), number(velocity)});
    parameter = results.at(0)[0];
    velocity = results.at(1)[0];
  }
};

TEST(Optimizers, SGDDecaysTheErrorGeometrically) {
  double parameter = 7.0;
  for (int step = 1; step <= 10; ++step) {
    parameter = descend("", parameter, parameter - 3.0, 0.1);
    EXPECT_NEAR(parameter, 3.0 + 4.0 * std::pow(0.9, step), 1e-12);
  }
}

TEST(Optimizers, WeightDecayShrinksByItsShare) {
  double parameter = 2.0;
  for (int step = 1; step <= 5; ++step) {
    parameter = descend("weight_decay = 0.5", parameter, 0.0, 0.1);
    EXPECT_NEAR(parameter, 2.0 * std::pow(0.95, step), 1e-12);
  }
}

/// Under a constant gradient g the velocity is v_t = g (1 - mu^t) / (1 - mu).
TEST(Optimizers, MomentumUnderAConstantGradient) {
  double mu = 0.9, rate = 0.01, gradient = 2.0, sum = 0.0;
  Momentum momentum{"momentum = 0.9", 5.0};
  for (int step = 1; step <= 10; ++step) {
    momentum.step(gradient, rate);
    double velocity = gradient * (1.0 - std::pow(mu, step)) / (1.0 - mu);
    sum += velocity;
    EXPECT_NEAR(momentum.velocity, velocity, 1e-12);
    EXPECT_NEAR(momentum.parameter, 5.0 - rate * sum, 1e-12);
  }
}

/// Nesterov's step is g + mu * v_t = v_(t+1) of plain momentum.
TEST(Optimizers, NesterovIsOneStepAhead) {
  double mu = 0.9, rate = 0.01, gradient = 2.0, sum = 0.0;
  Momentum momentum{"momentum = 0.9 nesterov", 5.0};
  for (int step = 1; step <= 10; ++step) {
    momentum.step(gradient, rate);
    sum += gradient * (1.0 - std::pow(mu, step + 1)) / (1.0 - mu);
    EXPECT_NEAR(momentum.parameter, 5.0 - rate * sum, 1e-12);
  }
}

/// On a parabola momentum follows e_(t+1) = (1 + mu - rate) e_t - mu e_(t-1), e_t the error.
TEST(Optimizers, MomentumOnAParabola) {
  double mu = 0.8, rate = 0.3;
  Momentum momentum{"momentum = 0.8", 7.0};
  double before = 4.0, now = 4.0 - rate * 4.0;
  momentum.step(4.0, rate);
  EXPECT_NEAR(momentum.parameter, 3.0 + now, 1e-12);
  for (int step = 0; step < 10; ++step) {
    momentum.step(momentum.parameter - 3.0, rate);
    before = std::exchange(now, (1.0 + mu - rate) * now - mu * before);
    EXPECT_NEAR(momentum.parameter, 3.0 + now, 1e-12);
  }
}

/// The decay is part of the gradient, so it enters the velocity: v' = mu v + decay * p.
TEST(Optimizers, WeightDecayEntersTheVelocity) {
  Momentum momentum{"momentum = 0.5 weight_decay = 0.1", 10.0};
  momentum.step(0.0, 1.0);
  EXPECT_NEAR(momentum.velocity, 1.0, 1e-12);
  EXPECT_NEAR(momentum.parameter, 9.0, 1e-12);
  momentum.step(0.0, 1.0);
  EXPECT_NEAR(momentum.velocity, 0.5 + 0.9, 1e-12);
  EXPECT_NEAR(momentum.parameter, 9.0 - 1.4, 1e-12);
}

struct Adam {
  std::string attributes;
  double parameter, first = 0.0, second = 0.0;
  int count = 0;

  void step(double gradient, double rate) {
    auto results = evaluate("cnn.adam %a, %b, %c, %d, %e, %f " + attributes + " : (tensor<1xf32>, tensor<1xf32>, "
                            "tensor<f32>, tensor<1xf32>, tensor<1xf32>, tensor<i32>) -> (tensor<1xf32>, "
                            "tensor<1xf32>, tensor<1xf32>)",
                            {number(parameter), number(gradient), scalar(rate), number(first), number(second),
                             scalar(count++)});
    parameter = results.at(0)[0];
    first = results.at(1)[0];
    second = results.at(2)[0];
  }
};

/// Under a constant gradient g the corrected moments are g and g^2, so each step is
/// rate * g / (|g| + epsilon), whatever g.
TEST(Optimizers, AdamUnderAConstantGradient) {
  for (double gradient : {2.0, -0.001}) {
    Adam adam{"", 5.0};
    for (int step = 1; step <= 10; ++step) {
      adam.step(gradient, 0.01);
      EXPECT_NEAR(adam.first, gradient * (1.0 - std::pow(0.9, step)), 1e-12);
      EXPECT_NEAR(adam.second, gradient * gradient * (1.0 - std::pow(0.999, step)), 1e-12);
      EXPECT_NEAR(adam.parameter, 5.0 - step * 0.01 * gradient / (std::abs(gradient) + 1e-8), 1e-9);
    }
  }
}

/// With the sums written out: m_t = (1 - beta1) sum of beta1^(t-i) d_i, and v_t likewise of d_i^2,
/// where d_i = g_i + decay * p_(i-1).
TEST(Optimizers, AdamWithWeightDecayAsSums) {
  double beta1 = 0.8, beta2 = 0.9, epsilon = 0.01, rate = 0.1, decay = 0.2;
  Adam adam{"beta1 = 0.8 beta2 = 0.9 epsilon = 0.01 weight_decay = 0.2", 1.0};
  std::vector<double> gradients = {1.0, -2.0, 0.5, 3.0, -0.25}, decayed;
  double parameter = 1.0;
  for (int t = 1; t <= 5; ++t) {
    adam.step(gradients[t - 1], rate);
    decayed.push_back(gradients[t - 1] + decay * parameter);
    double first = 0.0, second = 0.0, weight1 = 0.0, weight2 = 0.0;
    for (int i = 1; i <= t; ++i) {
      // The bias corrections are the sums of the weights.
      first += (1.0 - beta1) * std::pow(beta1, t - i) * decayed[i - 1];
      second += (1.0 - beta2) * std::pow(beta2, t - i) * decayed[i - 1] * decayed[i - 1];
      weight1 += (1.0 - beta1) * std::pow(beta1, t - i);
      weight2 += (1.0 - beta2) * std::pow(beta2, t - i);
    }
    parameter -= rate * (first / weight1) / (std::sqrt(second / weight2) + epsilon);
    EXPECT_NEAR(adam.parameter, parameter, 1e-12);
  }
}
