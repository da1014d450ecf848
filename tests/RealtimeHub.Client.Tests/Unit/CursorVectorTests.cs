using System.Text.Json;
using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests.Unit;

/// <summary>The same cases are read by the tests of the browser client.</summary>
public sealed class CursorVectorTests
{
    private static readonly Dictionary<string, Case> Cases = JsonSerializer
        .Deserialize<VectorFile>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "cursor.json")), JsonSerializerOptions.Web)!
        .Cases.ToDictionary(c => c.Name);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_cursor_does_what_the_vector_says(string name)
    {
        var vector = Cases[name];
        var cursor = new Cursor("a", Position(vector.Since), vector.Tail);
        var delivered = new List<string>();
        var missed = new List<Loss>();

        foreach (var step in vector.Steps)
        {
            if (Take(cursor, step, delivered) is { } loss)
            {
                missed.Add(new Loss(loss.From, loss.To, JsonNamingPolicy.CamelCase.ConvertName(loss.Reason.ToString())));
            }
        }

        Assert.Equal(vector.Delivered, delivered);
        Assert.Equal(vector.Missed, missed);
        Assert.Equal(vector.Position, cursor.Position?.ToString());
    }

    private static Missed? Take(Cursor cursor, Step step, List<string> delivered)
    {
        if (step.Reply is { } reply)
        {
            return cursor.Reply(reply);
        }

        if (step.Gap is { } gap)
        {
            return cursor.Gap(gap.From, gap.To, Missed.ParseReason(gap.Reason));
        }

        if (cursor.Event(step.Event!.Value, out _))
        {
            delivered.Add(cursor.Position!.ToString());
        }

        return null;
    }

    private static StreamPosition? Position(string? text) => StreamPosition.TryParse(text, out var position) ? position : null;

    private sealed record VectorFile(List<Case> Cases);

    private sealed record Case(
        string Name, string? Since, int? Tail, List<Step> Steps, List<string> Delivered, List<Loss> Missed, string? Position);

    private sealed record Step(SubscribeReply? Reply, long? Event, Loss? Gap);

    private sealed record Loss(long From, long To, string Reason);
}
