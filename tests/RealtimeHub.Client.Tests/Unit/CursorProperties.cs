using CsCheck;
using RealtimeHub.Client.Subscriptions;
using static RealtimeHub.Client.Tests.Unit.CursorVectors;

namespace RealtimeHub.Client.Tests.Unit;

/// <summary>What holds for the cursor whatever comes; the browser client has the same properties.</summary>
public sealed class CursorProperties
{
    private const int Cases = 20_000;

    private static readonly Gen<SimulatedTopic> Topics =
        from head in Gen.Long[0, 5]
        from rounds in Gen.Select(Gen.Enum<SimulatedTopic.Happening>(), Gen.Int[0, 8]).Array[0, 30]
        select SimulatedTopic.Run(head, rounds);

    public static TheoryData<string> Names => [.. CursorVectors.Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_comes_again_changes_nothing(string name)
    {
        var vector = CursorVectors.Cases[name];

        Gen.Int[0, 3].Array[vector.Steps.Count * 8].Sample(
            dice => OutcomeOf(vector, WithRepeats(vector.Steps, dice)).IsThatOf(vector), iter: Cases / 20);
    }

    /// <summary>Now and then something does not arrive, and nobody says so.</summary>
    [Fact]
    public void Every_offset_is_told_once_as_an_event_or_as_a_loss_and_no_hole_is_left() =>
        Gen.Select(Topics, Gen.Int[0, 19].Array[400]).Sample(
            (topic, dice) =>
            {
                var cursor = new Cursor("a");
                long? place = null;
                foreach (var step in topic.Steps.Where((step, index) => step.Reply is not null || dice[index % dice.Length] > 0))
                {
                    foreach (var told in Take(cursor, step))
                    {
                        Assert.Equal(place, told.From);
                        place = told.To;
                    }

                    place ??= cursor.Position?.Offset;
                    Assert.Equal(place, cursor.Position?.Offset);
                }
            },
            iter: Cases);

    /// <summary>The steps, with some of what came since a reply coming once more before the next one.</summary>
    private static IEnumerable<Step> WithRepeats(IReadOnlyList<Step> steps, int[] dice)
    {
        var sent = new List<Step>();
        var thrown = 0;
        foreach (var step in steps)
        {
            yield return step;
            sent = step.Reply is null ? [.. sent, step] : [];
            foreach (var again in sent)
            {
                if (dice[thrown++ % dice.Length] == 0)
                {
                    yield return again;
                }
            }
        }
    }
}
