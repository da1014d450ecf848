using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Topics;

/// <summary>What holds for the logs of several topics that share a budget.</summary>
public sealed class LogBudgetProperties
{
    private static readonly Gen<(char Kind, int Topic, int Amount)> Steps = Gen.Select(
        Gen.Frequency((8, Gen.Const('a')), (2, Gen.Const('r')), (1, Gen.Const('s')), (1, Gen.Const('w')), (2, Gen.Const('t'))), Gen.Int[0, 3], Gen.Int[0, 600]);

    [Fact]
    public void The_budget_is_always_the_sum_and_what_is_guaranteed_stays() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1_000, 6_000], Steps.Array[1, 50]).Sample(
            (guaranteed, maxBytes, steps) =>
            {
                using var node = new Node(guaranteed, maxBytes);
                foreach (var step in steps) node.Do(step.Kind, step.Topic, step.Amount);
            },
            iter: Campaign.Cases);

    private sealed class Node : IDisposable
    {
        private readonly OwnMeter _meter = new();
        private readonly FakeTimeProvider _clock = new();
        private readonly int _guaranteed;
        private readonly LogBudget _budget;
        private readonly TopicRegistry _topics;
        private readonly LogTrimmer _trimmer;
        private readonly TopicLog[] _logs = new TopicLog[4];

        public Node(int guaranteed, int maxBytes)
        {
            _guaranteed = guaranteed;
            _budget = new LogBudget(maxBytes);
            var options = Given.Options(o => o.DefaultNamespace = new NamespaceOptions { MaxEvents = 12, MaxBytes = 3_000, MaxAge = TimeSpan.FromMinutes(1), GuaranteedEvents = guaranteed });
            _topics = new TopicRegistry(new NamespaceTable(options), options, _budget, _clock, NullLogger<TopicRegistry>.Instance);
            _trimmer = new LogTrimmer(_topics, _budget, new RealtimeHubMetrics(_meter), _clock, NullLogger<LogTrimmer>.Instance);
            for (var i = 0; i < _logs.Length; i++) _topics.GetOrCreate(TopicName.Parse($"t{i}"), out _logs[i]);
        }

        public void Do(char kind, int topic, int amount)
        {
            // Each use has a moment of its own.
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            var log = _logs[topic];
            if (kind == 'a') log.Append(Given.Bytes(new byte[amount]));
            if (kind == 'r') log.ReadForward(0, 1, 1);
            if (kind == 's') Shrink(log, amount);
            if (kind == 'w') _clock.Advance(TimeSpan.FromSeconds(amount / 20.0));
            if (kind == 't') Trim();
            var windows = _logs.Select(each => each.Window()).ToList();
            Assert.Equal((windows.Sum(w => w.Bytes), windows.Sum(w => (long)w.Events)), (_budget.Bytes, _budget.Events));
        }

        public void Dispose()
        {
            _trimmer.Dispose();
            _meter.Dispose();
        }

        private void Shrink(TopicLog log, int bytes)
        {
            var before = log.Window();
            log.Shrink(bytes);
            var after = log.Window();
            Assert.True(after.Events >= Math.Min(before.Events, _guaranteed));
            Assert.True(after.Bytes <= before.Bytes - bytes || after.Events <= _guaranteed, "what is not guaranteed makes room");
        }

        private void Trim()
        {
            var before = _logs.Select(log => log.Window()).ToArray();
            _trimmer.Trim();
            var after = _logs.Select(log => log.Window()).ToArray();
            var byUse = Enumerable.Range(0, _logs.Length).OrderBy(i => _logs[i].LastUse).ToList();
            var lastTrimmed = byUse.FindLastIndex(i => after[i].Events < before[i].Events);
            Assert.All(byUse[..Math.Max(0, lastTrimmed)], i => Assert.True(after[i].Events <= _guaranteed, "those used least go first"));
            Assert.All(after.Zip(before), pair => Assert.True(pair.First.Events >= Math.Min(pair.Second.Events, _guaranteed)));
            Assert.True(_budget.ToFree == 0 || after.All(window => window.Events <= _guaranteed), "there was more to free");
        }
    }
}
