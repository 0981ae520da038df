"""The scale: knowledge, weights and an analyst's priors together, ready to weigh any bag of evidence."""

from __future__ import annotations

from dataclasses import dataclass

from vidocq.assessment.bag import Bag
from vidocq.assessment.hand import Bias
from vidocq.assessment.index import Index
from vidocq.assessment.model import Variant
from vidocq.assessment.posterior import Posterior, weigh

#: Nothing from an analyst.
NO_BIAS = Bias()


@dataclass(frozen=True, slots=True)
class Scale:
    """What a case is weighed against, and how."""

    index: Index
    variant: Variant
    bias: Bias = NO_BIAS

    def weigh(self, bag: Bag, *, rough: bool = False) -> Posterior:
        """The posterior of a bag; a rough one is to be compared with rough ones only."""
        return weigh(bag, self.index, self.variant, bias=self.bias.groups, unknown_bias=self.bias.unknown, rough=rough)
