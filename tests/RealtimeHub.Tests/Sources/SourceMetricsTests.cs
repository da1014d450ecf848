using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Tests.Sources.Support;
using Xunit;

namespace RealtimeHub.Tests.Sources;

public sealed class SourceMetricsTests
{
    [Fact]
    public async Task What_happens_to_a_source_is_counted_under_its_name()
    {
        const string Name = "counted-by-this-test";
        var counted = new ConcurrentDictionary<string, long>();
        using var listener = Listen(counted, Name);
        var publisher = new RecordingPublisher
        {
            Answer = request => request.Data.ToString() == "0" ? new PublishOutcome.Rejected(ErrorCode.BadRequest, "no zero") : null,
        };
        var source = new TestSource(Name, async output =>
        {
            for (var i = 0; i < 3; i++) await output.SayAsync(i);
            throw new InvalidOperationException();
        });

        await using (var running = await RunningSources.StartAsync(publisher, null, source))
        {
            await running.Clock.NextWaitAsync();
        }

        Assert.Equal(2, counted["realtimehub.source.published"]);
        Assert.Equal(1, counted["realtimehub.source.rejected"]);
        Assert.Equal(1, counted["realtimehub.source.failures"]);
    }

    private static MeterListener Listen(ConcurrentDictionary<string, long> counted, string source)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Name.StartsWith("realtimehub.source.", StringComparison.Ordinal)) own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            if (tags[0].Value is string name && name == source) counted.AddOrUpdate(instrument.Name, count, (_, sum) => sum + count);
        });
        listener.Start();
        return listener;
    }
}
