"""Scrapy's settings, each with its reason. Read by the command line, and by ``scrapy`` itself through scrapy.cfg.

Measured on two cores with pages of 50 KB unless said otherwise.
"""

from __future__ import annotations

from crawler.agent import named

BOT_NAME = "glasnost"
SPIDER_MODULES = ["crawler.spider"]

# An honest name. The command line adds the operator's contact.
USER_AGENT = named()

# --- speed: 2.7 ms of CPU a page out of the box, 1.45 with these ------------------------------------------------------

# With CONCURRENT_ITEMS and the middlewares off, the third of the three that halve the CPU of a fetch.
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
ASYNCIO_EVENT_LOOP = "uvloop.Loop"

# The default of 100 makes 100 tasks for every response, whatever comes out of it.
CONCURRENT_ITEMS = 4

# Sites under way at once. Each is asked one page at a time, so this is the number of requests at once too. With the
# default delay of a second 32 sites are at most 32 pages/s; one core does four times as many.
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # also the number of idle connections kept for a host

# Nobody reads them: every figure that we show is counted where it arises.
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
DOWNLOADER_STATS = False
# The message for every page costs more than writing its row.
LOG_FORMATTER = "crawler.spider.QuietFormatter"
LOG_LEVEL = "WARNING"

# Whole lists rather than exceptions to Scrapy's own: it imports whatever a list names before it leaves it out (half a
# second at each start), and the next version would add what nobody here has looked at.
DOWNLOADER_MIDDLEWARES_BASE = {
    # Scope, robots.txt, retries and redirects are decided by the queue, which keeps the reason of each. The archive
    # keeps the body as received; crawler.decoding undoes Content-Encoding within its own bound. What a visitor without
    # cookies sees is what is published; crawler.cookies knows the one exception. A proxy of the environment would reach
    # addresses past the guard.
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
}
# Pages are awaited inside the spider, so nothing passes through these.
SPIDER_MIDDLEWARES_BASE = {"scrapy.spidermiddlewares.start.StartSpiderMiddleware": 25}
# Counters that nobody reads, and ports that would open on the operator's machine.
EXTENSIONS_BASE: dict[str, int] = {}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
REFERER_ENABLED = False

# --- safety ------------------------------------------------------------------------------------------------------

# Refuses addresses outside the public internet at every connection; IPv4 and IPv6 (the default knows IPv4 only).
TWISTED_DNS_RESOLVER = "crawler.guard.Guard"
GLASNOST_ALLOW_PRIVATE = False

# The default is 1 GiB. The largest documents of a section are scans of some megabytes.
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# Seconds for a whole answer, so that a server that drips is let go. The default is three minutes.
DOWNLOAD_TIMEOUT = 30
# What came before the connection broke is what a browser shows; the archive marks it as truncated.
DOWNLOAD_FAIL_ON_DATALOSS = False

# Only http and https; a redirect to file: or ftp: has nowhere to go. Scrapy's own way to https loses @SECLEVEL=0 below.
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None, "https": "crawler.old_tls.Handler"}
HTTPPROXY_ENABLED = False

# Content is read even where the certificate is not valid: the crawl notes it (crawler.certificate).
DOWNLOAD_VERIFY_CERTIFICATES = False
# Old servers of small organisations: TLS 1.0 and short keys are for them to mend, and no reason not to read them.
DOWNLOAD_TLS_MIN_VERSION = "TLSv1.0"
DOWNLOADER_CLIENT_TLS_CIPHERS = "DEFAULT:@SECLEVEL=0"

# --- politeness --------------------------------------------------------------------------------------------------

# Kept by crawler.politeness, which knows ports, platforms and Retry-After; Scrapy's slots ignore the port.
DOWNLOAD_DELAY = 0
ROBOTSTXT_OBEY = False  # the visit obeys it, and the ledger tells what it forbade
COOKIES_ENABLED = False

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "ru,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",  # what crawler.decoding undoes
}
