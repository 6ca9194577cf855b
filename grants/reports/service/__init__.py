"""What happens to a report: written, put to the group, sealed, sent, read, asked, accepted."""

from grants.reports.service.desk import accept as accept
from grants.reports.service.desk import again as again
from grants.reports.service.desk import ask as ask
from grants.reports.service.desk import read as read
from grants.reports.service.desk import send as send
from grants.reports.service.sealing import apply_outcome as apply_outcome
from grants.reports.service.sealing import file_paper as file_paper
from grants.reports.service.sealing import mark_of as mark_of
from grants.reports.service.sealing import put as put
from grants.reports.service.writing import Shot as Shot
from grants.reports.service.writing import add_photo as add_photo
from grants.reports.service.writing import choose as choose
from grants.reports.service.writing import explain as explain
from grants.reports.service.writing import remove_photo as remove_photo
from grants.reports.service.writing import start as start
from grants.reports.service.writing import write as write
