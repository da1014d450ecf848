using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Diagnostics;
using RealtimeHub.FanOut;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut.Properties;

/// <summary>Any reader at any cursor gets what a plain list of all events says, while events come, expire and are trimmed.</summary>
public sealed class TopicSlicesProperties
{
    private static readonly Gen<Step> Steps = Gen.Frequency(
        (6, Gen.Select(Gen.Int[0, 300], Gen.Int[0, 3], (size, key) => (Step)new Step.Append(size, key))),
        (9, Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Gen.Enum<SliceKind>(), Gen.Int[0, 1], (cursor, upTo, kind, encoder) => (Step)new Step.Read(cursor, upTo, kind, encoder))),
        (1, Gen.Int[1, 40].Select(seconds => (Step)new Step.Wait(seconds))),
        (1, Gen.Int[1, 900].Select(bytes => (Step)new Step.Shrink(bytes))),
        (1, Gen.Const((Step)new Step.Idle())));

    private static readonly Gen<Case> Cases =
        from maxEvents in Gen.Int[1, 20]
        from maxBytes in Gen.Int[40, 700]
        from cacheBytes in Gen.Int[100, 5_000]
        from steps in Steps.Array[1, 40]
        select new Case(maxEvents, maxBytes, cacheBytes, steps);

    [Fact]
    public void Any_reader_gets_exactly_what_a_plain_list_says() =>
        Cases.Sample(given => new Run(given).All(), iter: Campaign.Cases);

    private sealed record Case(int MaxEvents, int MaxSliceBytes, int CacheBytes, Step[] Steps)
    {
        public override string ToString() => $"events {MaxEvents}, slice {MaxSliceBytes}, cache {CacheBytes}: {string.Join(' ', Steps.AsEnumerable())}";
    }

    private abstract record Step
    {
        public sealed record Append(int Size, int Key) : Step;

        public sealed record Read(double Cursor, double UpTo, SliceKind Kind, int Encoder) : Step;

        public sealed record Wait(int Seconds) : Step;

        public sealed record Shrink(int Bytes) : Step;

        public sealed record Idle : Step;
    }

    private sealed class Run
    {
        private static readonly IEventEncoder[] Encoders = [new PlainEncoder("json"), new PlainEncoder("messagepack")];
        private static readonly DeliveryMetrics Metrics = Given.Metrics().Delivery;

        private readonly FakeTimeProvider _clock = new();
        private readonly List<(string? Key, int Size)> _events = [];
        private readonly Case _case;
        private readonly TopicLog _log;
        private readonly SliceTools _tools;
        private readonly TopicSlices _slices;

        public Run(Case given)
        {
            _case = given;
            _log = Given.Log(_clock, new NamespaceOptions { MaxEvents = given.MaxEvents, MaxAge = TimeSpan.FromMinutes(1) });
            _tools = new SliceTools(new FanOutOptions { MaxSliceBytes = given.MaxSliceBytes, CacheBytes = given.CacheBytes }, Metrics);
            _slices = new TopicSlices(_log, _tools);
        }

        public void All()
        {
            foreach (var step in _case.Steps) Do(step);
            _slices.Clear();
            Assert.Equal(0, _tools.Cache.Bytes);
        }

        private void Do(Step step)
        {
            switch (step)
            {
                case Step.Append append:
                    var key = append.Key == 0 ? null : append.Key.ToString(null as IFormatProvider);
                    _log.Append(new NewEvent(new byte[append.Size], IsJson: false, key, null, null));
                    _events.Add((key, append.Size));
                    break;
                case Step.Wait wait:
                    _clock.Advance(TimeSpan.FromSeconds(wait.Seconds));
                    break;
                case Step.Shrink shrink:
                    _log.Shrink(shrink.Bytes);
                    break;
                case Step.Idle:
                    _slices.ForgetWhenIdle();
                    _tools.Cache.ForgetIdle();
                    break;
                case Step.Read read when _log.Head > 0:
                    var cursor = (long)(read.Cursor * (_log.Head - 1));
                    var upTo = cursor + 1 + (long)(read.UpTo * (_log.Head - cursor - 1));
                    Check(_slices.From(cursor, upTo, read.Kind, Encoders[read.Encoder]), cursor, upTo, read.Kind);
                    break;
            }
        }

        private void Check(Slice slice, long cursor, long upTo, SliceKind kind)
        {
            var parts = PlainEncoder.Read(slice);
            var events = parts.Where(part => !part.IsGap).ToList();
            Assert.Equal((cursor, parts[^1].To), (slice.From, slice.To));
            Assert.Equal((events.Count, parts.Count - events.Count), (slice.Events, slice.Gaps));
            Assert.InRange(slice.To, cursor + 1, upTo);
            Assert.True(slice.Bytes <= _case.MaxSliceBytes || events.Count <= 1, $"{slice.Bytes} bytes");
            if (events.Count == 0 && !IsLeftOut(parts, cursor, upTo, kind)) CheckGap(parts, cursor, kind);
            else if (kind == SliceKind.All) Assert.Equal(Enumerable.Range(1, parts.Count).Select(i => new PlainEncoder.Part(cursor + i - 1, cursor + i, false)), parts);
            else Assert.Equal(Conflated(cursor, upTo, kind).Take(parts.Count), parts);
        }

        /// <summary>Only what the log has lost is missing.</summary>
        private void CheckGap(List<PlainEncoder.Part> parts, long cursor, SliceKind kind)
        {
            Assert.Equal(cursor, Assert.Single(parts).From);
            Assert.True(parts[0].To < _log.Window().First, $"the log still has it ({kind}: {parts[0]}, the log begins at {_log.Window().First})");
        }

        /// <summary>
        /// A reader between two of the newest events is first told what it does not get. The notice may have been made before the log lost some of
        /// it: it says the same as one notice for each reason.
        /// </summary>
        private bool IsLeftOut(List<PlainEncoder.Part> parts, long cursor, long upTo, SliceKind kind) =>
            kind == SliceKind.NewestWithGaps && parts[0] == Conflated(cursor, upTo, kind)[0];

        /// <summary>The newest event of each key. A slice has the first of them, at least one, and ends somewhere.</summary>
        private List<PlainEncoder.Part> Conflated(long cursor, long upTo, SliceKind kind)
        {
            var newest = Enumerable.Range((int)cursor + 1, (int)(upTo - cursor)).GroupBy(offset => _events[offset - 1].Key ?? "").Select(of => of.Last()).Order();
            var (parts, last) = (new List<PlainEncoder.Part>(), cursor);
            foreach (var offset in newest)
            {
                if (kind == SliceKind.NewestWithGaps && offset > last + 1) parts.Add(new PlainEncoder.Part(last, offset - 1, IsGap: true));
                parts.Add(new PlainEncoder.Part(offset - 1, offset, IsGap: false));
                last = offset;
            }

            return parts;
        }
    }
}
