"""The learned weights as pictures: one 32 x 32 colour image, a template, for each class."""

import numpy as np


def weights_to_images(W: np.ndarray) -> np.ndarray:
    """Return the weights of every class as an image, without the bias row.

    The smallest weight of all classes together becomes 0, the largest 255, the others linearly between: one scale for
    all classes, so that their templates can be compared.

    Args:
        W: (3073, C) floats; row r < 3072 weighs pixel value r of an image flattened from (32, 32, 3), the last row is
            the bias.

    Returns:
        (C, 32, 32, 3) uint8. If all weights are equal, all pixels are equal. Does not modify its input.
    """
    ### BEGIN SOLUTION (06_training_and_templates, task 5)
    templates = W[:-1].T.reshape(-1, 32, 32, 3)
    low, high = templates.min(), templates.max()
    span = high - low if high > low else 1.0
    return np.round((templates - low) / span * 255).astype(np.uint8)
    ### END SOLUTION
