using System.Text.Json;
using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests.Unit;

/// <summary>tests/protocol-vectors/cursor.json, which the tests of all client libraries read, and what a cursor makes of it.</summary>
internal static class CursorVectors
{
    public static IReadOnlyDictionary<string, Case> Cases { get; } = JsonSerializer
        .Deserialize<VectorFile>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "cursor.json")), JsonSerializerOptions.Web)!
        .Cases.ToDictionary(c => c.Name);

    public static Outcome OutcomeOf(Case vector, IEnumerable<Step> steps)
    {
        var since = StreamPosition.TryParse(vector.Since, out var position) ? position : null;
        var cursor = new Cursor("a", since, vector.Tail) { Conflated = vector.Conflate };
        List<string> delivered = [];
        List<Loss> missed = [];
        foreach (var told in steps.SelectMany(step => Take(cursor, step)))
        {
            if (told.Reason is not null)
            {
                missed.Add(told);
            }
            else
            {
                delivered.Add(cursor.Position!.ToString());
            }
        }

        return new Outcome(delivered, missed, cursor.Position?.ToString());
    }

    /// <summary>What the cursor makes of a step, in the order in which the application hears it; an event is a loss without a reason.</summary>
    public static IEnumerable<Loss> Take(Cursor cursor, Step step)
    {
        Missed? lost = null;
        var isNew = false;
        switch (step)
        {
            case { Reply: { } reply }:
                lost = cursor.Reply(reply);
                break;
            case { Gap: { } gap }:
                lost = cursor.Gap(gap.From, gap.To, Missed.ParseReason(gap.Reason));
                break;
            case { Event: { } offset }:
                isNew = cursor.Event(offset, out lost);
                break;
        }

        if (lost is not null)
        {
            yield return new Loss(lost.From, lost.To, JsonNamingPolicy.CamelCase.ConvertName(lost.Reason.ToString()));
        }

        if (isNew)
        {
            yield return new Loss(step.Event!.Value - 1, step.Event.Value, null);
        }
    }

    public sealed record Case(
        string Name, string? Since, int? Tail, bool Conflate, List<Step> Steps, List<string> Delivered, List<Loss> Missed, string? Position);

    public sealed record Step(SubscribeAnswer? Reply = null, long? Event = null, Loss? Gap = null);

    public sealed record Loss(long From, long To, string? Reason);

    public sealed record Outcome(List<string> Delivered, List<Loss> Missed, string? Position)
    {
        public void IsThatOf(Case vector)
        {
            Assert.Equal(vector.Delivered, Delivered);
            Assert.Equal(vector.Missed, Missed);
            Assert.Equal(vector.Position, Position);
        }
    }

    private sealed record VectorFile(List<Case> Cases);
}
