package org.docent.coordinator.cli.quickstart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.docent.model.storage.Disk;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws losses over steps as a PNG of 900 x 500 pixels; needs no display. */
public final class LossCurves {

  /** A window for {@link RunMetrics#series} that keeps a batch's luck from hiding the curve. */
  public static final int SMOOTHING_STEPS = 10;

  private static final int WIDTH = 900;
  private static final int HEIGHT = 500;
  private static final Color[] PALETTE = {
    new Color(0x1f77b4),
    new Color(0xd62728),
    new Color(0x2ca02c),
    new Color(0x9467bd),
    new Color(0xff7f0e),
    new Color(0x17becf)
  };

  private LossCurves() {}

  /** Writes one chart with a logarithmic loss axis; values of 0 and less are left out. */
  public static void write(Path png, String title, List<LossSeries> series) {
    System.setProperty("java.awt.headless", "true");
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .theme(ChartTheme.XChart)
            .title(title)
            .xAxisTitle("step")
            .yAxisTitle("loss")
            .build();
    style(chart);
    series.forEach(one -> draw(chart, one));
    try {
      BitmapEncoder.saveBitmap(chart, png.toString(), BitmapFormat.PNG);
    } catch (IOException e) {
      throw Disk.failure("write the chart " + png, png, e);
    }
  }

  private static void style(XYChart chart) {
    chart
        .getStyler()
        .setSeriesColors(PALETTE)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setLegendPosition(LegendPosition.OutsideE)
        .setLegendBorderColor(Color.WHITE);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setXAxisDecimalPattern("0").setXAxisTickMarkSpacingHint(90);
    chart.getStyler().setPlotGridLinesColor(new Color(0xe0e0e0));
  }

  private static void draw(XYChart chart, LossSeries series) {
    double[] drawable =
        series.values().stream().mapToDouble(value -> value > 0 ? value : Double.NaN).toArray();
    double[] steps = series.steps().stream().mapToDouble(Integer::doubleValue).toArray();
    XYSeries line = chart.addSeries(series.label(), steps, drawable);
    line.setMarker(SeriesMarkers.NONE);
    line.setLineStyle(new BasicStroke(1.6f));
  }
}
