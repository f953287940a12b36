package org.docent.coordinator.cli.quickstart;

/** The six shapes. Each says which pixels it covers, in whole pixels round its centre. */
enum Shape {
  CIRCLE("circle", "circles") {
    @Override
    boolean covers(int dx, int dy, int r) {
      return dx * dx + dy * dy <= r * r;
    }
  },
  SQUARE("square", "squares") {
    @Override
    boolean covers(int dx, int dy, int r) {
      return Math.abs(dx) <= r && Math.abs(dy) <= r;
    }
  },
  TRIANGLE("triangle", "triangles") {
    @Override
    boolean covers(int dx, int dy, int r) {
      return dy >= -r && dy <= r && 2 * Math.abs(dx) <= dy + r;
    }
  },
  CROSS("cross", "crosses") {
    @Override
    boolean covers(int dx, int dy, int r) {
      int longer = Math.max(Math.abs(dx), Math.abs(dy));
      int shorter = Math.min(Math.abs(dx), Math.abs(dy));
      return longer <= r && shorter <= stroke(r);
    }
  },
  DIAMOND("diamond", "diamonds") {
    @Override
    boolean covers(int dx, int dy, int r) {
      return Math.abs(dx) + Math.abs(dy) <= r;
    }
  },
  RING("ring", "rings") {
    @Override
    boolean covers(int dx, int dy, int r) {
      int squaredDistance = dx * dx + dy * dy;
      int hole = r - stroke(r);
      return squaredDistance <= r * r && squaredDistance >= hole * hole;
    }
  };

  private final String singular;
  private final String plural;

  Shape(String singular, String plural) {
    this.singular = singular;
    this.plural = plural;
  }

  /**
   * Whether the pixel {@code dx} right of and {@code dy} below the centre belongs to this shape of
   * half-extent {@code r} pixels.
   */
  abstract boolean covers(int dx, int dy, int r);

  String singular() {
    return singular;
  }

  String plural() {
    return plural;
  }

  private static int stroke(int r) {
    return Math.max(2, r / 3);
  }
}
