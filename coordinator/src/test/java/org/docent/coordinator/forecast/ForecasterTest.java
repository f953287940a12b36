package org.docent.coordinator.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.docent.protocol.encoding.RelationEncoding;
import org.docent.protocol.encoding.RowEncoding;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.encoding.SignalShape;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.RelationDtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LLaVA-KD's teacher: D = 2560, V = 151,936; samples of 64 answer tokens and 728 visual ones. */
class ForecasterTest {

  private static final int V = 151_936;
  private static final int D = 2560;
  private static final Codec HIDDEN = hidden(Dtype.FLOAT32, true);
  private static final Codec BF16 = hidden(Dtype.BF16, false);
  private static final Codec TOP_64 = topK(new RelationEncoding.Packed(RelationDtype.INT8, V));
  private static final double HIDDEN_BYTES = 792 * 4.0 * D;
  private static final Link GIGABIT = Link.parse("1Gbit");

  @Test
  void aSampleCostsItsShareOfItsMicroBatch() {
    StageLoad load = new StageLoad(2, 5, 5, 2, 5, List.of(shape(2), shape(3)));

    assertThat(load.exact()).isTrue();
    assertThat(load.bytesPerSample(HIDDEN.encoding())).isEqualTo(HIDDEN_BYTES);
    assertThat(load.bytesPerSample(BF16.encoding())).isEqualTo(HIDDEN_BYTES / 2);
    // 792 rows of 144 bytes of ids and 130 of masses, 728 * 729 / 2 entries and 4 bytes of scale;
    // each tensor begins at a multiple of 64
    double tensors = 792 * (144 + 130) + 728 * 729 / 2 + 4;
    assertThat(load.bytesPerSample(TOP_64.encoding())).isCloseTo(tensors, within(6 * 64.0));
  }

  @Test
  void aStageLastsItsSamplesAtTheSpeedOfTheStudent() {
    CodecForecast hidden = forecast(2, 9, HIDDEN).codecs().get(0);

    assertThat(hidden.studentBytesPerSecond()).isEqualTo(9 * HIDDEN_BYTES);
    assertThat(hidden.teacherBytesPerSecond()).isEqualTo(2 * HIDDEN_BYTES);
    assertThat(hidden.storeBytes()).isEqualTo(1000 * HIDDEN_BYTES);
    Reach reach = hidden.reaches().get(1);
    assertThat(reach.link()).isEqualTo("10Gbit");
    assertThat(reach.teachers()).isEqualTo(5);
    assertThat(reach.seconds()).isEqualTo(3000 / 9.0);
    assertThat(reach.networkBound()).isFalse();
  }

  @Test
  void aLinkThatIsTooSlowSetsTheSpeed() {
    Reach reach = forecast(5, 40, HIDDEN).codecs().get(0).reaches().get(0);

    double carried = 0.8e9 / 8 / HIDDEN_BYTES;
    assertThat(carried).isBetween(12.0, 13.0);
    assertThat(reach.networkBound()).isTrue();
    assertThat(reach.samplesPerSecond()).isEqualTo(carried);
    assertThat(reach.teachers()).isEqualTo(3);
    assertThat(reach.seconds()).isEqualTo(3000 / carried);
  }

  @Test
  void aTeacherFasterThanItsOwnLinkCountsAsItsLink() {
    Reach reach = forecast(1000, 12, HIDDEN).codecs().get(0).reaches().get(0);

    assertThat(reach.teachers()).isEqualTo(1);
    assertThat(reach.samplesPerSecond()).isEqualTo(12);
  }

  @Test
  void everyStudentPullsItsOwnCopyFromATeacher() {
    StageLoad load = new StageLoad(3000, 3000, 1000, 1, 4, Collections.nCopies(4, shape(1)));
    Speeds speeds = new Speeds(Rate.given("t", 10), Rate.given("s", 12));

    CodecForecast hidden =
        new Forecaster(load, 2, speeds, List.of(GIGABIT), 0)
            .of("dft", List.of(HIDDEN))
            .codecs()
            .get(0);

    assertThat(hidden.studentBytesPerSecond()).isEqualTo(12 * HIDDEN_BYTES);
    assertThat(hidden.teacherBytesPerSecond()).isEqualTo(20 * HIDDEN_BYTES);
    // The link lets 12.3 samples/s out of a teacher, which two students share.
    assertThat(hidden.reaches().get(0).teachers()).isEqualTo(2);
    assertThat(hidden.reaches().get(0).samplesPerSecond()).isEqualTo(12);
  }

  @Test
  void aStudentAsFastAsItsTeachersNeedsNoFurtherOne() {
    assertThat(forecast(3, 9, HIDDEN).codecs().get(0).reaches().get(3).teachers()).isEqualTo(3);
    assertThat(forecast(0.1, 0.3, HIDDEN).codecs().get(0).reaches().get(3).teachers()).isEqualTo(3);
  }

  @Test
  void takesTheMostFaithfulCodecThatKeepsUp() {
    List<Recommendation> choices = forecast(5, 20, HIDDEN, BF16, TOP_64).recommendations();

    assertThat(choices)
        .extracting(Recommendation::codec)
        .containsExactly("hidden bf16", "hidden float32", "hidden float32", "hidden float32");
    assertThat(choices).extracting(Recommendation::teachers).containsOnly(4);
    assertThat(choices.get(0).reason())
        .isEqualTo(
            "1Gbit carries 24.7 samples/s of hidden bf16, the student takes 20.0 and only 12.3 of hidden float32: 4 teachers of 5.0 samples/s feed it");
    assertThat(choices.get(1).reason())
        .isEqualTo(
            "10Gbit carries 123 samples/s of hidden float32, the student takes 20.0 and loses nothing by it: 4 teachers of 5.0 samples/s feed it");
  }

  @Test
  void takesTheSmallestWhereNoneKeepsUp() {
    Recommendation choice = forecast(100, 5000, HIDDEN, BF16, TOP_64).recommendations().get(0);

    assertThat(choice.codec()).isEqualTo("topk 64");
    assertThat(choice.reason()).contains("no codec keeps up with it, none is much faster");
    assertThat(choice.seconds()).isGreaterThan(3000 / 5000.0);
  }

  @Test
  void givesUpNothingForALittleSpeed() {
    RowEncoding rows = new RowEncoding.TopK(1190, 1, V); // 5,060 bytes a row, bf16 has 5,120
    Codec smaller = new Codec("smaller", Fidelity.CUT, false, new SignalEncoding(rows, rows, null));
    CodecForecast cut = forecast(100, 5000, BF16, smaller).codecs().get(1);

    assertThat(cut.bytesPerSample()).isLessThan(HIDDEN_BYTES / 2);
    assertThat(forecast(100, 5000, BF16, smaller).recommendations().get(0).codec())
        .isEqualTo("hidden bf16");
    assertThat(forecast(100, 24, HIDDEN, BF16).recommendations().get(0).codec())
        .as("24.7 samples/s fit")
        .isEqualTo("hidden bf16");
    assertThat(forecast(100, 12.9, HIDDEN, BF16).recommendations().get(0).codec())
        .as("12.3 of 12.9 samples/s fit")
        .isEqualTo("hidden float32");
  }

  @Test
  void rankCodecsByWhatArrives() {
    assertThat(Fidelity.of(HIDDEN.encoding(), Dtype.FLOAT32)).isEqualTo(Fidelity.EXACT);
    assertThat(Fidelity.of(BF16.encoding(), Dtype.FLOAT32)).isEqualTo(Fidelity.ROUNDED);
    assertThat(Fidelity.of(BF16.encoding(), Dtype.BF16)).isEqualTo(Fidelity.EXACT);
    assertThat(Fidelity.of(TOP_64.encoding(), Dtype.FLOAT32)).isEqualTo(Fidelity.CUT);
    SignalEncoding full =
        new SignalEncoding(
            new RowEncoding.Full(V), null, new RelationEncoding.Packed(RelationDtype.FP16, V));
    assertThat(Fidelity.of(full, Dtype.FLOAT32)).isEqualTo(Fidelity.ROUNDED);
  }

  @ParameterizedTest
  @CsvSource({"10Gbit,1e10", "2.5 gbit/s,2.5e9", "100Mbit,1e8", "56kbit,56e3"})
  void readsALink(String text, double bitsPerSecond) {
    assertThat(Link.parse(text).bitsPerSecond()).isEqualTo(bitsPerSecond);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "0Gbit", "-1Gbit", "10GB", "fast", ""})
  void refusesWhatIsNoLinkInOneSentence(String text) {
    assertThatThrownBy(() -> Link.parse(text))
        .isInstanceOf(DocentException.class)
        .hasMessage(
            "network is \"%s\", must be a number above 0 with kbit, Mbit or Gbit, as in 10Gbit"
                .formatted(text));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -3, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesWhatIsNoSpeed(double rate) {
    assertThatThrownBy(() -> Rate.given("--teacher-rate", rate))
        .isInstanceOf(DocentException.class)
        .hasMessage("--teacher-rate is " + rate + ", must be a number of samples a second above 0");
  }

  @Test
  void aGigabitCarriesEightTenthsOfIt() {
    assertThat(GIGABIT.samplesPerSecond(1e6)).isEqualTo(100);
    assertThat(GIGABIT.samplesPerSecond(0)).isPositive();
  }

  /** 1,000 samples three times over. */
  private static StageForecast forecast(double teacher, double student, Codec... codecs) {
    StageLoad load = new StageLoad(3000, 3000, 1000, 1, 4, Collections.nCopies(4, shape(1)));
    Speeds speeds = new Speeds(Rate.given("t", teacher), Rate.given("s", student));
    return new Forecaster(load, 1, speeds, Link.COMMON, 4L * V * D).of("dft", List.of(codecs));
  }

  private static SignalShape shape(int samples) {
    return new SignalShape(64 * samples, Collections.nCopies(samples, 728), D, 0, 0);
  }

  private static Codec hidden(Dtype type, boolean configured) {
    RowEncoding rows = new RowEncoding.Hidden(type);
    SignalEncoding encoding = new SignalEncoding(rows, rows, new RelationEncoding.Derived(type));
    return new Codec(
        "hidden " + type.key(), Fidelity.of(encoding, Dtype.FLOAT32), configured, encoding);
  }

  private static Codec topK(RelationEncoding relation) {
    RowEncoding rows = new RowEncoding.TopK(64, 1, V);
    SignalEncoding encoding = new SignalEncoding(rows, rows, relation);
    return new Codec("topk 64", Fidelity.of(encoding, Dtype.FLOAT32), false, encoding);
  }
}
