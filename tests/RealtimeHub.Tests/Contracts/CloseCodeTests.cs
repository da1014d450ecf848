using RealtimeHub.Contracts;
using Xunit;

namespace RealtimeHub.Tests.Contracts;

public sealed class CloseCodeTests
{
    [Theory]
    [InlineData(2999, false)]
    [InlineData(3000, true)]
    [InlineData(3499, true)]
    [InlineData(3500, false)]
    [InlineData(3999, false)]
    public void The_number_says_whether_to_come_back(int code, bool mayReconnect) =>
        Assert.Equal(mayReconnect, ((CloseCode)code).MayReconnect());
}
