using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Topics;

/// <summary>Appends, reads and shrinks at the same time.</summary>
public sealed class TopicLogConcurrencyTests
{
    private const int Appenders = 2;

    [Fact]
    public void Whatever_runs_at_once_ends_as_if_it_had_run_one_after_the_other() =>
        Gen.Const(0).Select(_ => Log()).SampleParallel(
            Gen.Byte.Operation<Shared>((shared, value) => shared.Log.Append(Given.Bytes(new byte[value + 1]))),
            Gen.Int[1, 400].Operation<Shared>((shared, bytes) => shared.Log.Shrink(bytes)),
            Gen.Const(0).Operation<Shared>((shared, _) => shared.Log.ReadForward(0, 1, 1)),
            Gen.Const(0).Operation<Shared>((shared, _) => shared.Log.Sweep(TimeSpan.FromDays(1))),
            equal: (one, other) => one.Held.SequenceEqual(other.Held) && one.IsCounted && other.IsCounted,
            maxSequentialOperations: 6, maxParallelOperations: 4, threads: 3, iter: Campaign.Choose(usual: 5_000, thorough: 200_000));

    [Fact]
    public void Readers_never_see_a_hole_while_others_append_and_shrink()
    {
        var shared = Log();
        var rounds = Campaign.Choose(usual: 20_000, thorough: 1_000_000);
        var left = Appenders;
        var appenders = Enumerable.Range(0, Appenders).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < rounds; i++) shared.Log.Append(Given.Bytes(new byte[i % 100]));
            Interlocked.Decrement(ref left);
        }));
        var shrinker = new Thread(() => { while (Volatile.Read(ref left) > 0) shared.Log.Shrink(300); });
        var failures = new List<string>();
        var readers = Enumerable.Range(0, 2).Select(_ => new Thread(() => ReadAll(shared.Log, Appenders * rounds, failures)));

        List<Thread> threads = [.. appenders, shrinker, .. readers];
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Empty(failures);
        Assert.True(shared.IsCounted);
    }

    private static void ReadAll(TopicLog log, long upTo, List<string> failures)
    {
        for (long cursor = 0; cursor < upTo;)
        {
            var read = log.ReadForward(cursor, 16, long.MaxValue);
            var isWhole = read.After >= cursor && read.Events.Select((e, i) => e.Offset - i).All(first => first == read.After + 1) && read.After + read.Events.Length <= read.Head;
            if (!isWhole)
            {
                lock (failures) failures.Add($"after {cursor}: {read}");
                return;
            }

            cursor = read.After + read.Events.Length;
            if (read.Events.Length == 0) Thread.Yield();
        }
    }

    private static Shared Log()
    {
        var budget = new LogBudget(2_000);
        return new Shared(Given.Log(new FakeTimeProvider(), new NamespaceOptions { MaxEvents = 6, MaxBytes = 1_500 }, budget: budget), budget);
    }

    private sealed record Shared(TopicLog Log, LogBudget Budget)
    {
        public IEnumerable<(long Offset, int Size)> Held => Log.ReadForward(0, int.MaxValue, long.MaxValue).Events.Select(e => (e.Offset, e.Data.Length));

        /// <summary>Whether the budget knows what the log holds.</summary>
        public bool IsCounted => (Budget.Bytes, Budget.Events) == (Log.Window().Bytes, Log.Window().Events);
    }
}
