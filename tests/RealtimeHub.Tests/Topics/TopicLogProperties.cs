using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Topics;

/// <summary>What holds for any appends, any bounds and any position.</summary>
public sealed class TopicLogProperties
{
    private static readonly Gen<Case> Cases =
        from maxEvents in Gen.Int[1, 12]
        from maxBytes in Gen.Int[1_024, 4_096]
        from sizes in Gen.Int[0, 900].Array[0, 40]
        from pauses in Gen.Int[0, 20].Array[40]
        from cursor in Gen.Int[0, 45]
        from step in Gen.Int[1, 10]
        select new Case(maxEvents, maxBytes, sizes, pauses, cursor, step);

    [Fact]
    public void Reading_from_anywhere_gives_a_contiguous_run_or_an_announced_gap_and_never_a_hole() =>
        Cases.Sample(
            given =>
            {
                var log = given.Build();
                var cursor = Math.Min(given.Cursor, log.Head);
                while (cursor < log.Head)
                {
                    var read = log.ReadForward(cursor, given.Step, given.MaxBytes);
                    Assert.True(read.After >= cursor, "a read never goes back");
                    Assert.Equal(Enumerable.Range(1, read.Events.Length).Select(i => read.After + i), read.Events.Select(e => e.Offset));
                    Assert.True(read.After + read.Events.Length > cursor, "a read below the head always gets on");
                    cursor = read.After + read.Events.Length;
                }

                Assert.Equal(log.Head, cursor);
            },
            iter: Campaign.Cases);

    [Fact]
    public void The_window_keeps_its_bounds_and_holds_exactly_what_can_be_read() =>
        Cases.Sample(
            given =>
            {
                var log = given.Build();
                var window = log.Window();
                Assert.True(window.Events <= given.MaxEvents);
                Assert.True(window.Bytes <= given.MaxBytes || window.Events == 1);
                Assert.Equal(window.Head - window.Events + 1, window.First);
                Assert.Equal(window.Events, log.ReadForward(0, int.MaxValue, long.MaxValue).Events.Length);
                Assert.Equal(window.Bytes, log.ReadForward(0, int.MaxValue, long.MaxValue).Events.Sum(e => (long)e.Bytes));
            },
            iter: Campaign.Cases);

    [Fact]
    public void Reading_backward_is_the_reverse_of_reading_forward() =>
        Cases.Sample(
            given =>
            {
                var log = given.Build();
                var forward = log.ReadForward(given.Cursor, int.MaxValue, long.MaxValue).Events;
                var backward = log.ReadBackward(given.Cursor, int.MaxValue, long.MaxValue).Events;
                Assert.Equal(forward.Reverse(), backward);
            },
            iter: Campaign.Cases);

    private sealed record Case(int MaxEvents, int MaxBytes, int[] Sizes, int[] Pauses, long Cursor, int Step)
    {
        private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(60);

        public TopicLog Build()
        {
            var clock = new FakeTimeProvider();
            var log = Given.Log(clock, new NamespaceOptions { MaxEvents = MaxEvents, MaxBytes = MaxBytes, MaxAge = MaxAge });
            for (var i = 0; i < Sizes.Length; i++)
            {
                log.Append(new NewEvent(new byte[Sizes[i]], IsJson: false, null, null, null));
                clock.Advance(TimeSpan.FromSeconds(Pauses[i]));
            }

            return log;
        }

        public override string ToString() =>
            new StringBuilder().Append($"events {MaxEvents}, bytes {MaxBytes}, cursor {Cursor}, step {Step}, ")
                .AppendJoin(' ', Sizes.Zip(Pauses, (size, pause) => $"{size}+{pause}s")).ToString();
    }
}
