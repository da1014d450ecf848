using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Cluster.Tasks;

namespace ClusterTests.Tasks;

/// <summary>Who comes back to Redis first does not take the work of the others, who come back, too.</summary>
public sealed class ContactTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly FakeTimeProvider _clock = new();
    private readonly Contact _contact;

    public ContactTests() => _contact = new Contact(Patience, _clock);

    [Fact]
    public void It_lasts_as_long_as_Redis_answers_again_and_again() => Assert.All(Enumerable.Range(0, 10), _ => Assert.True(AnswersAfter(seconds: 4)));

    [Fact]
    public void After_a_silence_it_has_to_last_for_a_while_before_it_counts()
    {
        AnswersAfter(seconds: 4);

        Assert.Equal([false, false, true, true], new[] { AnswersAfter(seconds: 30), AnswersAfter(seconds: 4), AnswersAfter(seconds: 4), AnswersAfter(seconds: 4) });
    }

    [Fact]
    public void Another_silence_begins_it_anew()
    {
        AnswersAfter(seconds: 30);
        AnswersAfter(seconds: 4);

        Assert.Equal([false, false, true], new[] { AnswersAfter(seconds: 30), AnswersAfter(seconds: 4), AnswersAfter(seconds: 4) });
    }

    private bool AnswersAfter(int seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        var isLasting = _contact.IsLasting;
        _contact.Note();
        return isLasting;
    }
}
